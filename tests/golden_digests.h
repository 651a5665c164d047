// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "211e05e8c2390a20851dbcf20352d222" // no policies
#define GOLDEN_EVENTS "e9e7a04f77f95debf4ec782a8403a3b9" // festival with red packets and flash offers, and a subsidy

#endif
