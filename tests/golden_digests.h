// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "1b19ee3c6609b8ac1435a0368f90409a" // no policies
#define GOLDEN_EVENTS "64dd08199e7aa3cf04d042f3d957b0f6" // festival with red packets and flash offers, and a subsidy

#endif
