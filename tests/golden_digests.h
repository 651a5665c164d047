// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "d60d1d4b7e07bf894ffa770c2d66e5a3" // no policies
#define GOLDEN_EVENTS "54246783bac72871690ca8837ba390ed" // festival with red packets and flash offers, and a subsidy

#endif
