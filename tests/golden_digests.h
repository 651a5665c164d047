// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "e970cb094c7605431190b262af08a77e" // no policies
#define GOLDEN_EVENTS "5d937e50c2906ee8908c2e6dce7fc3e6" // festival with red packets and flash offers, and a subsidy

#endif
