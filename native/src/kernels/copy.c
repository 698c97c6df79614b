// Moving elements without changing them.

/** Copies `count` runs of bytes that lie `fromStep` bytes apart to where they lie `toStep` apart. */
KERNEL void copyRows(char *memory, int32_t count, Address bytes, Address from, Address fromStep, Address to, Address toStep) {
  const char *source = memory + from;
  char *target = memory + to;
  for (int32_t i = 0; i < count; i++, source += fromStep, target += toStep) memmove(target, source, bytes);
}
