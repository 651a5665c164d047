// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "a620be361265efab545ce0ad3292edce" // no policies
#define GOLDEN_EVENTS "61cb993a2435fcfc4133862d80b8faea" // festival with red packets and flash offers, and a subsidy

#endif
