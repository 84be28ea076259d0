import { createSocket } from 'node:dgram';

export interface NameServer {
  port: number;
  /** The address of each name; others do not exist. */
  addresses: Map<string, string>;
  close(): Promise<void>;
}

const HEADER_BYTES = 12;
const TYPE_A = 1;
const NO_SUCH_NAME = 3;

/** A name server on 127.0.0.1, as Docker's for the names of services. */
export async function startNameServer(): Promise<NameServer> {
  const socket = createSocket('udp4');
  const addresses = new Map<string, string>();
  socket.on('message', (query, { port, address }) =>
    socket.send(answer(query, addresses), port, address),
  );
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return {
    port: socket.address().port,
    addresses,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

function answer(query: Buffer, addresses: Map<string, string>): Buffer {
  const { name, end } = readName(query);
  const isForAddress = query.readUInt16BE(end) === TYPE_A;
  const address = addresses.get(name);
  const found = isForAddress && address !== undefined;
  const header = Buffer.from(query.subarray(0, HEADER_BYTES));
  header.writeUInt16BE(0x8180 | (address === undefined ? NO_SUCH_NAME : 0), 2);
  header.writeUInt16BE(found ? 1 : 0, 6);
  header.writeUInt32BE(0, 8);
  const question = query.subarray(HEADER_BYTES, end + 4);
  return Buffer.concat([header, question, ...(found ? [record(address)] : [])]);
}

/** A pointer to the name of the question, type A, class IN, valid for a second. */
function record(address: string): Buffer {
  const fields = Buffer.from([0xc0, HEADER_BYTES, 0, TYPE_A, 0, 1, 0, 0, 0, 1, 0, 4]);
  return Buffer.concat([fields, Buffer.from(address.split('.').map(Number))]);
}

function readName(query: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), end: at + 1 };
}
