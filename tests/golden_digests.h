// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "7ee5841d85ecd16290032d95f165c2b4" // no policies
#define GOLDEN_EVENTS "9895528bcd8d421dd796148e7e22f5c3" // festival with red packets and flash offers, and a subsidy

#endif
