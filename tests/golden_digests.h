// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "dc385d1f36d2b9150a4ae9499c685cf7" // no policies
#define GOLDEN_EVENTS "50b10d5ba44c0a98c4a36b9ca5981a6a" // festival with red packets and flash offers, and a subsidy

#endif
