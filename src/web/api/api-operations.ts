import type { components, paths } from '../../../dist/openapi';

/* Types of the API's operations, from its OpenAPI document: `npm run types:api` writes it. */

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** Path templates that accept the method, such as `/api/v1/counselings/{id}`. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, object> ? P : never;
}[keyof paths];

type Operation<M extends Method, P extends PathOf<M>> = paths[P][M];

type JsonOf<Content> = Content extends { content: { 'application/json': infer Json } }
  ? Json
  : never;

type BodyOf<Op> = Op extends { requestBody?: never }
  ? { body?: never }
  : Op extends { requestBody: infer Content }
    ? { body: JsonOf<Content> }
    : Op extends { requestBody?: infer Content }
      ? { body?: JsonOf<Content> }
      : never;

/** An operation that accepts an `Idempotency-Key` is never called without one. */
type OnceOf<Parameters> = Parameters extends { header?: infer Headers }
  ? [NonNullable<Headers>] extends [never]
    ? unknown
    : { once: true }
  : unknown;

/** The parameters and the body that a call needs. */
export type Call<M extends Method, P extends PathOf<M>> =
  Operation<M, P> extends { parameters: infer Parameters }
    ? Omit<Parameters, 'header' | 'cookie'> &
        BodyOf<Operation<M, P>> &
        OnceOf<Parameters> & { signal?: AbortSignal }
    : never;

/** The `data` of a successful response. */
export type Data<M extends Method, P extends PathOf<M>> =
  Operation<M, P> extends { responses: infer Responses }
    ? JsonOf<Responses[keyof Responses & number]> extends { data: infer Reply }
      ? Reply
      : never
    : never;

export type Query<P extends PathOf<'get'>> =
  Operation<'get', P> extends { parameters: { query?: infer Fields } }
    ? NonNullable<Fields>
    : never;

/** The JSON body of a request. */
export type Body<M extends Method, P extends PathOf<M>> = NonNullable<Call<M, P>['body']>;

export type ErrorBody = components['schemas']['Error'];
