// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "017e47d499fa4083bb9daf9473380951" // no policies
#define GOLDEN_EVENTS "2b0f63ea9d341e6b9af30f94ca96a1fd" // festival with red packets and flash offers, and a subsidy

#endif
