// What every test needs of cmocka, in the order in which cmocka wants it, and tests of doubles.
#ifndef TESTS_CHECK_H
#define TESTS_CHECK_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// `got` lies within `absolute` + `relative` * |wanted| of `wanted`; `at` is the argument, for the message.
static inline void check_near_at(double got, double wanted, double absolute, double relative, double at, const char *file,
                                 int line) {
  if (fabs(got - wanted) <= absolute + relative * fabs(wanted)) return;
  print_error("at %.17g: got %.17g, wanted %.17g (off by %.3g)\n", at, got, wanted, got - wanted);
  _fail(file, line);
}
#define check_near(got, wanted, absolute, relative, at) check_near_at(got, wanted, absolute, relative, at, __FILE__, __LINE__)

// An effect lies in the range that was written down for it; told either way.
static inline void check_between_at(double value, double low, double high, const char *what, const char *file, int line) {
  print_message("%s: %.4f\n", what, value);
  if (value >= low && value <= high) return;
  print_error("%s is %.4f, expected between %.4f and %.4f\n", what, value, low, high);
  _fail(file, line);
}
#define check_between(value, low, high, what) check_between_at(value, low, high, what, __FILE__, __LINE__)

// A small generator of the tests' own (SplitMix64), so that they do not lean on what they test.
static inline uint64_t check_random(uint64_t *state) {
  uint64_t z = (*state += 0x9e3779b97f4a7c15u);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}
static inline uint32_t check_below(uint64_t *state, uint32_t n) {
  return (uint32_t)((check_random(state) >> 32) * n >> 32);
}
static inline double check_unit(uint64_t *state) {
  return (double)(check_random(state) >> 11) * 0x1p-53;
}

#endif
