// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "4aab8a1f839157b584e96a33c9da665b" // no policies
#define GOLDEN_EVENTS "4ba86c0657a39f857d4ebbab16658ac0" // festival with red packets and flash offers, and a subsidy

#endif
