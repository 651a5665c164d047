// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "5867eea88aba995f72fd3169dad5fbcb" // no policies
#define GOLDEN_EVENTS "dc8dd6123af02acea6fa00d9c6f8d8e6" // festival with red packets and flash offers, and a subsidy

#endif
