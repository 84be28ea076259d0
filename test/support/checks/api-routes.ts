import type { TestSystem } from '../harness/test-system';

/** A route as `/openapi.json` describes it. */
export interface ApiRoute {
  method: string;
  /** With its parameters in braces, such as `/api/v1/counselings/{id}`. */
  path: string;
  parameters: { name: string; in: 'path' | 'query'; required: boolean }[];
  /** Whether the route requires authentication. */
  secured: boolean;
  /** Names of the fields of its body. */
  bodyFields: string[];
  /** Whether its body is a form with a file. */
  takesFile: boolean;
}

interface Operation {
  parameters: ApiRoute['parameters'];
  security?: object[];
  requestBody?: { content: Record<string, { schema: BodySchema }> };
}

interface BodySchema {
  properties?: object;
  anyOf?: BodySchema[];
}

/** Every route of the published OpenAPI document. */
export async function apiRoutes(system: TestSystem): Promise<ApiRoute[]> {
  const response = await fetch(`${system.url}/openapi.json`);
  const { paths } = (await response.json()) as {
    paths: Record<string, Record<string, Operation>>;
  };
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { parameters, security, requestBody }]) => ({
      method: method.toUpperCase(),
      path,
      parameters,
      secured: security !== undefined,
      bodyFields: Object.values(requestBody?.content ?? {}).flatMap(({ schema }) =>
        [schema, ...(schema.anyOf ?? [])].flatMap((one) => Object.keys(one.properties ?? {})),
      ),
      takesFile: 'multipart/form-data' in (requestBody?.content ?? {}),
    })),
  );
}
