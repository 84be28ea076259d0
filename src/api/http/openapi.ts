import { z } from 'zod';
import { errorResponse } from './error-schema';
import type { AnyRoute } from './route';

/** Routes below one prefix, under one tag of the OpenAPI document. */
export interface RouteGroup {
  prefix: string;
  tag: string;
  routes: AnyRoute[];
}

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
        'Counseling sessions that open, announce their end and close by themselves, as booked. ' +
        'Report an unexpected response, or the code `internal`, with the id in `details`.',
      contact: { name: 'The development team of Ruang Diri, by an issue in its repository' },
    },
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'rd_session' },
        csrf: { type: 'apiKey', in: 'header', name: 'X-CSRF-Token' },
      },
      schemas: { Error: jsonSchema(errorResponse, 'input') },
    },
    paths,
  };
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...described } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return described;
}

function operation(route: AnyRoute, tag: string): object {
  const input = jsonSchema(route.input, 'input');
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
      ...(route.idempotent ? [IDEMPOTENCY_KEY] : []),
    ],
    ...(route.method === 'get' ? {} : requestBody(route, input, rest)),
    responses: {
      [route.status ?? 200]: { description: route.message, content: responseContent(route) },
      default: {
        description: 'An error',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  };
}

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'A unique value for this request, such as a UUID. For 24 hours a repeat with the same value has no ' +
    'further effect and returns the first answer, refusals included. Another request with the same ' +
    'value is refused with 422 `idempotency-key-reused`; a repeat while the first request runs with ' +
    '409 `request-running` and `Retry-After`.',
  schema: { type: 'string', minLength: 1, maxLength: 200 },
};

/** A token or the session cookie; a change with the cookie needs the CSRF token as well. */
function securityOf({ method }: AnyRoute): object[] {
  return [{ bearer: [] }, { cookie: [], ...(method === 'get' ? {} : { csrf: [] }) }];
}

function splitInput(route: AnyRoute, input: JsonSchema): { pathNames: string[]; rest: string[] } {
  const pathNames = [...route.path.matchAll(/:(\w+)/g)].map((match) => match[1] ?? '');
  const rest = Object.keys(input.properties ?? {}).filter((name) => !pathNames.includes(name));
  return { pathNames, rest };
}

function parameter(name: string, location: 'path' | 'query', input: JsonSchema): object {
  const required = location === 'path' || (input.required ?? []).includes(name);
  return { name, in: location, required, schema: input.properties?.[name] ?? { type: 'string' } };
}

/** `names`: the fields of the input that are not in the path. */
function requestBody(
  { acceptsFile, bodies }: AnyRoute,
  input: JsonSchema,
  names: string[],
): { requestBody?: object } {
  if (bodies)
    return body('application/json', { anyOf: bodies.map((one) => jsonSchema(one, 'input')) });
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
    return body('multipart/form-data', form);
  }
  return names.length > 0 ? body('application/json', schema, required.length > 0) : {};
}

function body(type: string, schema: object, required = true): { requestBody: object } {
  return { requestBody: { required, content: { [type]: { schema } } } };
}

function responseContent(route: AnyRoute): object {
  if (route.downloadType)
    return { [route.downloadType]: { schema: { type: 'string', format: 'binary' } } };
  if (route.file) return { [route.file.type]: { schema: { type: 'string' } } };
  const output = jsonSchema(route.response, 'output');
  if (route.stream) return { 'text/event-stream': { schema: output } };
  const fields = route.unwrapped ? output.properties : { data: output };
  const properties = { success: { const: true }, ...fields, message: { type: 'string' } };
  const required = [
    'success',
    'message',
    ...(route.unwrapped ? (output.required ?? []) : ['data']),
  ];
  return { 'application/json': { schema: { type: 'object', properties, required } } };
}
