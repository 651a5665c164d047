// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "10164f6bd22fd7eb78400b01e24ec50d" // no policies
#define GOLDEN_EVENTS "1c2cd2a2a21a6be604658fce408b39ef" // festival with red packets and flash offers, and a subsidy

#endif
