// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "a62990331af8279a7e928a1501757fbd" // no policies
#define GOLDEN_EVENTS "2b9b54a4065bf1b8df890c2b59111e8e" // festival with red packets and flash offers, and a subsidy

#endif
