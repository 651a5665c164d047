// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "034a8c236aa3306dcff4cda822797365" // no policies
#define GOLDEN_EVENTS "c035efea22578da8b2feb94a9386c0ea" // festival with red packets and flash offers, and a subsidy

#endif
