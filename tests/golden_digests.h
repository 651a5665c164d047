// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "6c722fd0cc34807e999c4633931af56a" // no policies
#define GOLDEN_EVENTS "e826ecb035a974afaefe2dc02b2b5f81" // festival with red packets and flash offers, and a subsidy

#endif
