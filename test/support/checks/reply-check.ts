import { z } from 'zod';

type JsonSchema = Parameters<typeof z.fromJSONSchema>[0];

interface OpenApi {
  paths: Record<string, Record<string, { responses: Record<string, ApiResponse> }>>;
  components: { schemas: { Error: JsonSchema } };
}

interface ApiResponse {
  content?: Record<string, { schema: JsonSchema }>;
}

interface Reply {
  method: string;
  /** Without the query. */
  path: string;
  status: number;
  body: unknown;
}

/** Compares replies with the OpenAPI document: missing, additional and mistyped fields. */
export class ReplyCheck {
  private readonly templates: [pattern: RegExp, template: string][];
  private readonly schemas = new Map<string, z.ZodType>();

  private constructor(private readonly document: OpenApi) {
    // A fixed path comes before one with parameters.
    this.templates = Object.keys(document.paths)
      .sort((a, b) => parametersIn(a) - parametersIn(b))
      .map((path) => [new RegExp(`^${path.replace(/{\w+}/g, '[^/]+')}$`), path]);
  }

  static async load(url: string): Promise<ReplyCheck> {
    const response = await fetch(`${url}/openapi.json`);
    return new ReplyCheck((await response.json()) as OpenApi);
  }

  /** Differences from the document; none for a path that it does not have. */
  issuesOf({ method, path, status, body }: Reply): string[] {
    const template = this.templates.find(([pattern]) => pattern.test(path))?.[1];
    const operation = template && this.document.paths[template]?.[method.toLowerCase()];
    if (!operation) return [];
    const name = `${method} ${template} ${status}`;
    const schema = this.schemas.get(name) ?? this.compile(operation.responses[status]);
    this.schemas.set(name, schema);
    const { error } = schema.safeParse(body);
    return (error?.issues ?? []).map(
      (issue) => `${name}: ${issue.path.join('.')} ${issue.message}`,
    );
  }

  /** An error has one body, whatever its status; its details may have more fields. */
  private compile(response: ApiResponse | undefined): z.ZodType {
    const schema = response
      ? response.content?.['application/json']?.schema
      : this.document.components.schemas.Error;
    return schema ? z.fromJSONSchema(schema) : z.unknown();
  }
}

function parametersIn(path: string): number {
  return path.split('{').length;
}
