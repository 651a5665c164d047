// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "3331abe00d71d4b0f42972604114b65a" // no policies
#define GOLDEN_EVENTS "d09352ec454038d533136fbcd1981687" // festival with red packets and flash offers, and a subsidy

#endif
