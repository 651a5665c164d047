// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "e5b282859349d6504f95fd6d0be5a80c" // no policies
#define GOLDEN_EVENTS "6af033fcc5f96860878b95e0cadc7ae6" // festival with red packets and flash offers, and a subsidy

#endif
