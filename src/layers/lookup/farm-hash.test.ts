import { expect, test } from "vitest";
import { bucketOf } from "./farm-hash.ts";

// tf.strings.to_hash_bucket_fast(texts, 1000003) of TensorFlow 2.21: every way of counting bytes, and its ends
const buckets: readonly [text: string, bucket: number][] = [
  ["", 377723],
  ["a", 291400],
  ["ab", 834328],
  ["abc", 152962],
  ["abcd", 267500],
  ["hello wo", 351327],
  ["é日本", 572909],
  ["0123456789abcdef", 128007],
  ["0123456789abcdefg", 663110],
  ["x".repeat(31), 601048],
  ["x".repeat(32), 750362],
  ["y".repeat(33), 904239],
  ["qwertyuiopasdfghjklzxcvbnm".repeat(2), 705056],
  ["z".repeat(64), 375874],
  ["z".repeat(65), 666247],
  ["The quick brown fox jumps over the lazy dog. ".repeat(3), 922155],
  ["k".repeat(128), 851874],
  ["k".repeat(129), 504923],
  ["mn".repeat(100), 113853],
];

test.each(buckets)("the bucket of %j is TensorFlow's", (text, bucket) => {
  expect(bucketOf(text, 1_000_003)).toBe(bucket);
});
