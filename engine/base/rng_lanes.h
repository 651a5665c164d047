// Philox4x32-7 for LANES x GROUPS counters at once; included by rng_many.c once for each set of instructions, with these defined:
//
//   NAME                     the function to define
//   TARGET, LANES, GROUPS    GCC's name of the instructions; 64-bit lanes of a vector; vectors in flight, to cover their latency
//   VECTOR, SET, OR, MULTIPLY, HIGH, XOR_3    the vector; one number in all lanes; products of low halves; high half; xor of three
//   AGENTS, BYTES, STORE      LANES words (agents, or numbers k) and LANES bytes, a lane each; LANES blocks out
//   LEFT                     draws what is left of fewer than LANES counters
//
// Each lane holds one word of one counter in its low half, so that a product is one instruction that leaves the two halves where the
// next round wants them; what stands in the high halves is never read.

#define JOIN_(a, b) a##b
#define JOIN(a, b)  JOIN_(a, b)
#define ONE_STEP    JOIN(NAME, _step)

// `groups` times LANES counters from `at` on.
__attribute__((target(TARGET), always_inline)) static inline void ONE_STEP(const fl_key *key, const counters *c, uint32_t at,
                                                                           uint32_t groups, fl_block *out) {
  VECTOR w[GROUPS][4];
  for (uint32_t g = 0; g < groups; g++) {
    w[g][0] = AGENTS(c->agent + at + LANES * g);
    w[g][1] = SET(c->day);
    w[g][2] = OR(SET(c->stream << 24), c->wide_k ? AGENTS(c->wide_k + at + LANES * g) : BYTES(c->k + at + LANES * g));
    w[g][3] = SET(key->run);
  }
  uint32_t key_0 = key->seed_low, key_1 = key->seed_high;
  for (int r = 0; r < ROUNDS; r++, key_0 += WEYL_0, key_1 += WEYL_1)
    for (uint32_t g = 0; g < groups; g++) {
      const VECTOR a = MULTIPLY(w[g][0], SET(MULTIPLY_0)), b = MULTIPLY(w[g][2], SET(MULTIPLY_1));
      w[g][0] = XOR_3(HIGH(b), w[g][1], SET(key_0));
      w[g][2] = XOR_3(HIGH(a), w[g][3], SET(key_1));
      w[g][1] = b;
      w[g][3] = a;
    }
  for (uint32_t g = 0; g < groups; g++) STORE(w[g], out + at + LANES * g);
}

__attribute__((target(TARGET))) static void NAME(const fl_key *key, const counters *c, uint32_t at, uint32_t count, fl_block *out) {
  const uint32_t n = at + count;
  for (; at + LANES * GROUPS <= n; at += LANES * GROUPS) ONE_STEP(key, c, at, GROUPS, out);
  for (; at + LANES <= n; at += LANES) ONE_STEP(key, c, at, 1, out);
  if (at < n) LEFT(key, c, at, n - at, out);
}

#undef JOIN_
#undef JOIN
#undef ONE_STEP
#undef NAME
#undef TARGET
#undef LANES
#undef GROUPS
#undef VECTOR
#undef SET
#undef OR
#undef MULTIPLY
#undef HIGH
#undef XOR_3
#undef AGENTS
#undef BYTES
#undef STORE
#undef LEFT
