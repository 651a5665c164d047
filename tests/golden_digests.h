// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "63036bbdfdfbceca47c951c8f427ccd4" // no policies
#define GOLDEN_EVENTS "d51fa559b908134e6e7c347edbba5194" // festival with red packets and flash offers, and a subsidy

#endif
