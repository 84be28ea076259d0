import { z } from 'zod';
import type { AnyRoute } from './route';

/** Routes below one prefix, under one tag of the OpenAPI document. */
export interface RouteGroup {
  prefix: string;
  tag: string;
  routes: AnyRoute[];
}

const ERROR_SCHEMA = {
  type: 'object',
  required: ['success', 'message', 'statusCode', 'code'],
  properties: {
    success: { const: false },
    message: { type: 'string', description: 'What happened and what to do next' },
    statusCode: { type: 'integer' },
    code: { type: 'string' },
    details: { type: 'object', description: 'Facts such as fields, nextSlots or opensAt' },
  },
};

/** The OpenAPI 3.1 document, generated from the schemas that validate requests. */
export function openApiDocument(mounted: RouteGroup[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const { prefix, tag, routes } of mounted) {
    for (const route of routes) {
      const path = (prefix + route.path).replace(/:(\w+)/g, '{$1}');
      (paths[path] ??= {})[route.method] = operation(route, tag);
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Ruang Diri counseling sessions',
      version: '1.0.0',
      description:
        'Counseling sessions that run themselves: booked, opened, warned and closed. ' +
        'Report an unexpected response, or the code `internal`, with the id in `details`.',
      contact: { name: 'The development team of Ruang Diri, by an issue in its repository' },
    },
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'rd_session' },
        csrf: { type: 'apiKey', in: 'header', name: 'X-CSRF-Token' },
      },
      schemas: { Error: ERROR_SCHEMA },
    },
    paths,
  };
}

interface ObjectSchema {
  properties?: Record<string, object>;
  required?: string[];
}

function operation(route: AnyRoute, tag: string): object {
  const input = inputSchema(route);
  const { pathNames, rest } = splitInput(route, input);
  const roles = typeof route.access === 'string' ? route.access : route.access.join(' or ');
  return {
    tags: [tag],
    summary: route.summary,
    description: `For: ${roles}.`,
    ...(route.access === 'public' ? {} : { security: securityOf(route) }),
    parameters: [
      ...pathNames.map((name) => parameter(name, 'path', input)),
      ...(route.method === 'get' ? rest.map((name) => parameter(name, 'query', input)) : []),
    ],
    ...(route.method !== 'get' && (rest.length > 0 || route.acceptsFile)
      ? { requestBody: requestBody(rest, input, route) }
      : {}),
    responses: {
      [route.status ?? 200]: { description: route.message, content: responseContent(route) },
      default: {
        description: 'An error',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  };
}

/** For alternative bodies: the fields of all of them, none required. */
function inputSchema({ input, bodies }: AnyRoute): ObjectSchema {
  const schemas = (bodies ?? [input]).map(
    (one) => z.toJSONSchema(one, { io: 'input', unrepresentable: 'any' }) as ObjectSchema,
  );
  const [only] = schemas;
  if (only && schemas.length === 1) return only;
  return {
    properties: Object.assign({}, ...schemas.map((one) => one.properties)) as Record<
      string,
      object
    >,
  };
}

/** A token or the session cookie; a change with the cookie needs the CSRF token as well. */
function securityOf({ method }: AnyRoute): object[] {
  return [{ bearer: [] }, { cookie: [], ...(method === 'get' ? {} : { csrf: [] }) }];
}

function splitInput(route: AnyRoute, input: ObjectSchema): { pathNames: string[]; rest: string[] } {
  const pathNames = [...route.path.matchAll(/:(\w+)/g)].map((match) => match[1] ?? '');
  const rest = Object.keys(input.properties ?? {}).filter((name) => !pathNames.includes(name));
  return { pathNames, rest };
}

function parameter(name: string, location: 'path' | 'query', input: ObjectSchema): object {
  const required = location === 'path' || (input.required ?? []).includes(name);
  return { name, in: location, required, schema: input.properties?.[name] ?? { type: 'string' } };
}

function requestBody(names: string[], input: ObjectSchema, { acceptsFile }: AnyRoute): object {
  const properties = Object.fromEntries(names.map((name) => [name, input.properties?.[name]]));
  const required = (input.required ?? []).filter((name) => names.includes(name));
  const schema = { type: 'object', properties, ...(required.length > 0 ? { required } : {}) };
  if (acceptsFile) {
    const file = { type: 'string', format: 'binary' };
    const form = {
      ...schema,
      properties: { file, ...properties },
      required: ['file', ...required],
    };
    return { required: true, content: { 'multipart/form-data': { schema: form } } };
  }
  return { required: required.length > 0, content: { 'application/json': { schema } } };
}

function responseContent(route: AnyRoute): object {
  if (route.downloadType)
    return { [route.downloadType]: { schema: { type: 'string', format: 'binary' } } };
  if (route.file) return { [route.file.type]: { schema: { type: 'string' } } };
  const output = z.toJSONSchema(route.response, { io: 'output', unrepresentable: 'any' });
  if (route.stream) return { 'text/event-stream': { schema: output } };
  const fields = route.unwrapped ? (output as ObjectSchema).properties : { data: output };
  const schema = {
    type: 'object',
    properties: { success: { const: true }, ...fields, message: { type: 'string' } },
  };
  return { 'application/json': { schema } };
}
