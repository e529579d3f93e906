/** The OpenAPI document, taken apart for reading. Only what the backend's own document uses is understood. */
import { humanize } from '@/shared/format';

export interface Schema {
  type?: string;
  format?: string;
  enum?: unknown[];
  default?: unknown;
  nullable?: boolean;
  description?: string;
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  required?: string[];
  oneOf?: Schema[];
  allOf?: Schema[];
  anyOf?: Schema[];
  $ref?: string;
  minimum?: number;
  maximum?: number;
  example?: unknown;
}

const SPELT: Record<string, string> = { addressbook: 'Address book', defi: 'DeFi', nfts: 'NFTs' };
export const areaName = (area: string): string => SPELT[area] ?? humanize(area);

interface Parameter { name: string; in: string; required?: boolean; schema?: Schema; description?: string }
interface Operation {
  operationId?: string;
  summary?: string;
  description?: string;
  tags?: string[];
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content?: Record<string, { schema?: Schema }> };
  responses?: Record<string, { description?: string; content?: Record<string, { schema?: Schema }> }>;
  'x-login-required'?: boolean;
  'x-async-capable'?: boolean;
}

export interface OpenApi {
  info: { title: string; version: string; description?: string };
  paths: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, Schema> };
}

export interface Field { name: string; type: string; required: boolean; note: string; place: 'path' | 'query' | 'body' }
export interface Line { depth: number; name: string; type: string; note: string; required: boolean }

export interface ApiRoute {
  id: string;
  method: string;
  path: string;
  area: string;
  summary: string;
  login: boolean;
  isAsync: boolean;
  upload: boolean;
  fields: Field[];
  answer: Line[];
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

function resolve(schema: Schema | undefined, document: OpenApi): Schema {
  let current = schema ?? {};
  for (let hops = 0; hops < 8; hops += 1) {
    const inner: Schema | undefined = current.$ref
      ? document.components?.schemas?.[current.$ref.split('/').pop() ?? '']
      : current.allOf?.length === 1 ? current.allOf[0] : undefined;
    if (!inner) return current;
    current = { ...inner, ...(current.description && { description: current.description }) };
  }
  return current;
}

export function typeOf(schema: Schema | undefined, document: OpenApi, depth = 0): string {
  const found = resolve(schema, document);
  const end = found.nullable ? ' or null' : '';
  if (found.enum) return found.enum.map(value => JSON.stringify(value)).join(' | ') + end;
  const choices = found.oneOf ?? found.anyOf;
  if (choices) return choices.map(choice => typeOf(choice, document, depth + 1)).join(' | ') + end;
  if (found.type === 'array') return (depth > 3 ? 'list' : `list of ${typeOf(found.items, document, depth + 1)}`) + end;
  if (found.type === 'object' && typeof found.additionalProperties === 'object' && depth < 3) return `map of ${typeOf(found.additionalProperties, document, depth + 1)}${end}`;
  return (found.format ? `${found.type ?? 'text'} (${found.format})` : found.type ?? 'anything') + end;
}

function noteOf(schema: Schema | undefined, document: OpenApi): string {
  const found = resolve(schema, document);
  const limits = [found.minimum !== undefined ? `from ${String(found.minimum)}` : '', found.maximum !== undefined ? `up to ${String(found.maximum)}` : ''].filter(Boolean).join(' ');
  return [found.description, limits, found.default !== undefined && found.default !== null ? `default ${JSON.stringify(found.default)}` : ''].filter(Boolean).join('; ');
}

function linesOf(schema: Schema | undefined, document: OpenApi, depth: number): Line[] {
  const found = resolve(schema, document);
  if (depth > 4) return [];
  const choices = found.oneOf ?? found.anyOf;
  if (choices?.[0]) return linesOf(choices[0], document, depth);
  if (found.type === 'array') return linesOf(found.items, document, depth);
  if (typeof found.additionalProperties === 'object') return linesOf(found.additionalProperties, document, depth);
  return Object.entries(found.properties ?? {}).flatMap(([name, inner]) => [
    { depth, name, type: typeOf(inner, document), note: noteOf(inner, document), required: found.required?.includes(name) ?? false },
    ...linesOf(inner, document, depth + 1),
  ]);
}

function fieldsOf(operation: Operation, document: OpenApi): Field[] {
  const parameters = (operation.parameters ?? []).map((parameter): Field => ({
    name: parameter.name, type: typeOf(parameter.schema, document), required: parameter.required ?? false,
    note: [parameter.description, noteOf(parameter.schema, document)].filter(Boolean).join('; '), place: parameter.in === 'path' ? 'path' : 'query',
  }));
  const content = operation.requestBody?.content ?? {};
  const body = resolve((content['application/json'] ?? content['multipart/form-data'])?.schema, document);
  return [...parameters, ...Object.entries(body.properties ?? {}).map(([name, schema]): Field => ({
    name, type: typeOf(schema, document), required: body.required?.includes(name) ?? false, note: noteOf(schema, document), place: 'body',
  }))];
}

function answerOf(operation: Operation, document: OpenApi): Line[] {
  const schema = operation.responses?.['200']?.content?.['application/json']?.schema;
  const result = resolve(schema, document).properties?.['result'];
  if (!result) return [];
  return [{ depth: 0, name: 'result', type: typeOf(result, document), note: noteOf(result, document), required: true }, ...linesOf(result, document, 1)];
}

export function readRoutes(document: OpenApi): ApiRoute[] {
  return Object.entries(document.paths).flatMap(([path, operations]) => METHODS.flatMap((method): ApiRoute[] => {
    const operation = operations[method];
    if (!operation) return [];
    return [{
      id: operation.operationId ?? `${method} ${path}`, method: method.toUpperCase(), path, area: operation.tags?.[0] ?? 'other', summary: operation.summary ?? '',
      login: operation['x-login-required'] ?? true, isAsync: operation['x-async-capable'] ?? false,
      upload: Boolean(operation.requestBody?.content?.['multipart/form-data']), fields: fieldsOf(operation, document), answer: answerOf(operation, document),
    }];
  }));
}

export function searchRoutes(routes: readonly ApiRoute[], text: string): ApiRoute[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return routes.filter(route => {
    const all = `${route.method} ${route.path} ${route.summary} ${route.area} ${route.fields.map(field => field.name).join(' ')}`.toLowerCase();
    return words.every(word => all.includes(word));
  });
}

function exampleOf(field: Field): unknown {
  if (/^boolean/.test(field.type)) return true;
  if (/^integer|^number/.test(field.type)) return 1;
  if (/^list/.test(field.type)) return [];
  if (/^map|^object/.test(field.type)) return {};
  if (field.type.startsWith('"')) return JSON.parse(field.type.split(' | ')[0] ?? '""') as unknown;
  return `<${field.name}>`;
}

/** A command line for a shell. The token is read from its file, so that it does not end up in the history. */
export function curlOf(route: ApiRoute, origin: string, tokenFile: string): string {
  const query = route.fields.filter(field => field.place === 'query' && field.required).map(field => `${field.name}=${encodeURIComponent(String(exampleOf(field)))}`).join('&');
  const body = route.fields.filter(field => field.place === 'body' && field.required);
  const url = `${origin}${route.path}${query === '' ? '' : `?${query}`}`;
  const parts = [`curl -X ${route.method} '${url}'`, `-H "Authorization: Bearer $(cat '${tokenFile}')"`];
  if (route.upload) parts.push(...body.map(field => `-F '${field.name}=${String(exampleOf(field))}'`), "-F 'file=@<file>'");
  else if (route.method !== 'GET' && route.fields.some(field => field.place === 'body'))
    parts.push("-H 'Content-Type: application/json'", `-d '${JSON.stringify(Object.fromEntries(body.map(field => [field.name, exampleOf(field)])))}'`);
  return parts.join(' \\\n  ');
}

/** The path with its parameters filled in; null while one is empty. */
export function fillPath(route: ApiRoute, values: Readonly<Record<string, string>>): string | null {
  let missing = false;
  const path = route.path.replace(/\{(\w+)\}/g, (_match, name: string) => {
    const value = values[name] ?? '';
    if (value === '') missing = true;
    return encodeURIComponent(value);
  });
  return missing ? null : path;
}
