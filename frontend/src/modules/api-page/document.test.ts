import { describe, expect, it } from 'vitest';
import { curlOf, fillPath, readRoutes, searchRoutes, type OpenApi } from './document';

const document: OpenApi = {
  info: { title: 'x', version: '1' },
  paths: {
    '/api/1/tags': {
      get: { summary: 'Tags', tags: ['tags'], responses: { 200: { content: { 'application/json': { schema: { type: 'object', properties: { result: { type: 'object', additionalProperties: { $ref: '#/components/schemas/Tag' } } } } } } } } },
      put: { summary: 'New tag', tags: ['tags'], requestBody: { content: { 'application/json': { schema: { type: 'object', required: ['name'], properties: { name: { type: 'string' }, colour: { enum: ['a', 'b'], default: 'a' } } } } } } },
    },
    '/api/1/tasks/{task_id}': { get: { tags: ['tasks'], parameters: [{ name: 'task_id', in: 'path', required: true, schema: { type: 'integer', minimum: 0 } }] } },
  },
  components: { schemas: { Tag: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } } } },
};
const routes = readRoutes(document);

describe('readRoutes', () => {
  it('reads methods, fields and answers through references', () => {
    expect(routes.map(route => `${route.method} ${route.path}`)).toEqual(['GET /api/1/tags', 'PUT /api/1/tags', 'GET /api/1/tasks/{task_id}']);
    expect(routes[0]?.answer.map(line => [line.depth, line.name, line.type])).toEqual([[0, 'result', 'map of object'], [1, 'name', 'string']]);
    expect(routes[1]?.fields).toEqual([
      { name: 'name', type: 'string', required: true, note: '', place: 'body' }, { name: 'colour', type: '"a" | "b"', required: false, note: 'default "a"', place: 'body' },
    ]);
  });
});

describe('searchRoutes', () => {
  it('finds by method, path and field', () => {
    expect(searchRoutes(routes, 'put tags')).toHaveLength(1);
    expect(searchRoutes(routes, 'colour')).toHaveLength(1);
    expect(searchRoutes(routes, 'nothing')).toHaveLength(0);
  });
});

describe('examples', () => {
  it('writes a command that reads the token from its file', () => {
    const [, put] = routes;
    if (!put) throw new Error('no route');
    expect(curlOf(put, 'http://127.0.0.1:4242', '/data/api-token')).toBe(
      "curl -X PUT 'http://127.0.0.1:4242/api/1/tags' \\\n  -H \"Authorization: Bearer $(cat '/data/api-token')\" \\\n  -H 'Content-Type: application/json' \\\n  -d '{\"name\":\"<name>\"}'");
  });

  it('fills paths and waits for what is missing', () => {
    const task = routes[2];
    if (!task) throw new Error('no route');
    expect(fillPath(task, {})).toBeNull();
    expect(fillPath(task, { task_id: 'a/b' })).toBe('/api/1/tasks/a%2Fb');
  });
});
