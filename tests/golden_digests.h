// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "f04730d041a3e12b9bdfe4e2da1bfb5c" // no policies
#define GOLDEN_EVENTS "5c1bf918eba50d6d117b80c179757b1a" // festival with red packets and flash offers, and a subsidy

#endif
