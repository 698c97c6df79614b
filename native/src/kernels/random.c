/* Random numbers of the same stream as src/tensor/random.ts: Philox 4x32-10. */
#include "vector.h"

/** Blocks of four words that are made side by side. */
#define ABREAST 16

/** The words of some blocks from `block` on: those of one kind side by side. */
static void philox(uint32_t block, const uint32_t seed[2], const uint32_t stream[2], uint32_t words[4][ABREAST]) {
  for (uint32_t i = 0; i < ABREAST; i++) {
    words[0][i] = block + i;
    words[1][i] = 0;
    words[2][i] = stream[0];
    words[3][i] = stream[1];
  }
  uint32_t key0 = seed[0], key1 = seed[1];
  for (int round = 0; round < 10; round++, key0 += 0x9e3779b9, key1 += 0xbb67ae85) {
    for (int i = 0; i < ABREAST; i++) {
      const uint64_t p0 = (uint64_t)0xd2511f53 * words[0][i], p1 = (uint64_t)0xcd9e8d57 * words[2][i];
      words[0][i] = (uint32_t)(p1 >> 32) ^ words[1][i] ^ key0;
      words[1][i] = (uint32_t)p1;
      words[2][i] = (uint32_t)(p0 >> 32) ^ words[3][i] ^ key1;
      words[3][i] = (uint32_t)p0;
    }
  }
}

/** `scale` where the element's number is at least `rate`, else zero. Element i takes word i % 4 of block i / 4. */
KERNEL void dropoutMask(char *memory, int32_t n, Address to, double rate, float scale, uint32_t seedLow, uint32_t seedHigh,
                        uint32_t streamLow, uint32_t streamHigh) {
  const uint32_t seed[2] = {seedLow, seedHigh}, stream[2] = {streamLow, streamHigh};
  // an element's number is the upper 24 bits of its word, as a fraction of 2^24
  const double bound = rate * 16777216;
  const int32_t least_kept = bound <= 0 ? 0 : bound > 16777215 ? 16777216 : (int32_t)bound + ((int32_t)bound < bound);
  uint32_t words[4][ABREAST];
  float values[4 * ABREAST];
  for (int32_t i = 0; i < n; i += 4 * ABREAST) {
    philox((uint32_t)i / 4, seed, stream, words);
    for (int k = 0; k < ABREAST; k++)
      for (int word = 0; word < 4; word++) values[4 * k + word] = (int32_t)(words[word][k] >> 8) >= least_kept ? scale : 0;
    memcpy(memory + to + 4 * (size_t)i, values, 4 * (size_t)least(4 * ABREAST, n - i));
  }
}
