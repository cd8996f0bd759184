import type { Buffer } from 'node:buffer';

/** One point of a curve in an event file. */
export interface EventPoint {
  readonly tag: string;
  readonly step: number;
  readonly value: number;
}

/**
 * Reads an event file of TensorBoard without TensorFlow: records of TFRecord (length, checksum, data, checksum; the
 * checksums are masked CRC32C), each an `Event` of Protocol Buffers.
 *
 * @throws Error at a checksum that is wrong or a record that is cut off.
 */
export function readEventFile(bytes: Buffer): EventPoint[] {
  const points: EventPoint[] = [];
  for (let at = 0; at < bytes.length; ) {
    const head = bytes.subarray(at, at + 8);
    const length = Number(head.readBigUInt64LE(0));
    const data = bytes.subarray(at + 12, at + 12 + length);
    if (maskedCrc(head) !== bytes.readUInt32LE(at + 8)) throw new Error(`checksum of the length at ${at}`);
    if (maskedCrc(data) !== bytes.readUInt32LE(at + 12 + length)) throw new Error(`checksum of the record at ${at}`);
    points.push(...pointsOf(data));
    at += 16 + length;
  }
  return points;
}

/** CRC32C (Castagnoli), bit by bit, then rotated and shifted as TFRecord asks. */
export function maskedCrc(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
  }
  crc = ~crc >>> 0;
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** Fields of a message, by number, in order: a number, or bytes. */
type Fields = Map<number, (bigint | Buffer)[]>;

function fieldsOf(bytes: Buffer): Fields {
  const fields: Fields = new Map();
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes.readUInt8(at++);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const take = (length: number): Buffer => {
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const key = varint();
    const [field, type] = [Number(key >> 3n), Number(key & 7n)];
    const value = type === 0 ? varint() : take(type === 1 ? 8 : type === 5 ? 4 : Number(varint()));
    fields.set(field, [...(fields.get(field) ?? []), value]);
  }
  return fields;
}

const message = (value: bigint | Buffer | undefined): Fields => fieldsOf(value as Buffer);

/** `Event.step` is field 2, `Event.summary` 5, `Summary.value` 1, its tag 1, `simple_value` 2 and tensor 8 (its `float_val` 5, `tensor_content` 4). */
function pointsOf(data: Buffer): EventPoint[] {
  const event = fieldsOf(data);
  const step = Number(event.get(2)?.[0] ?? 0n);
  return (event.get(5) ?? []).flatMap((summary) =>
    (message(summary).get(1) ?? []).map((one) => {
      const value = message(one);
      return { tag: String(value.get(1)?.[0]), step, value: numberOf(value) };
    }),
  );
}

function numberOf(value: Fields): number {
  const simple = value.get(2)?.[0] as Buffer | undefined;
  if (simple !== undefined) return simple.readFloatLE(0);
  const tensor = message(value.get(8)?.[0]);
  const [content] = tensor.get(5) ?? tensor.get(4) ?? [];
  return (content as Buffer).readFloatLE(0);
}
