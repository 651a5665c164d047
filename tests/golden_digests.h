// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "3331abe00d71d4b0f42972604114b65a" // no policies
#define GOLDEN_EVENTS "7f7f96090e04be8abd2a5ef80f0f6f33" // festival with red packets and flash offers, and a subsidy

#endif
