// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "b9da17c7243e67d770ef742fd67bd91b" // no policies
#define GOLDEN_EVENTS "2c583fdb06990dd1a066c7b44bf9807a" // festival with red packets and flash offers, and a subsidy

#endif
