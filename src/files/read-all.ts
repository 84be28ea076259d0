export async function readAll(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const bytes of stream) chunks.push(bytes);
  return Buffer.concat(chunks);
}
