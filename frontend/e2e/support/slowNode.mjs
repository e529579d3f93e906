/** Passes requests on to a node, and holds those of one kind back while a test looks at what the page shows meanwhile. */
import { createServer } from 'node:http';

export async function startSlowNode(target) {
  let held = null;
  const server = createServer(async (request, response) => {
    try {
      const parts = [];
      for await (const part of request) parts.push(part);
      const body = Buffer.concat(parts);
      if (held !== null && body.includes(held.method)) await held.released;
      const answer = await fetch(target, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(Buffer.from(await answer.arrayBuffer()));
    }
    catch {
      response.destroy();
    }
  });
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  const release = () => {
    held?.release();
    held = null;
  };
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    hold: method => {
      let free;
      held = { method, released: new Promise(done => { free = done; }), release: () => free() };
    },
    release,
    stop: () => {
      release();
      server.closeAllConnections();
      server.close();
    },
  };
}
