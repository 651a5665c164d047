// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "63ded40cbbf02b57a30c65f6be1e4fa3" // no policies
#define GOLDEN_EVENTS "bb3f190d8503f7fe18e08f1e6af5fe87" // festival with red packets and flash offers, and a subsidy

#endif
