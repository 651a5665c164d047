// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "761362929c776411436ac1d6f5ac3fee" // no policies
#define GOLDEN_EVENTS "8644a1ac34eb7167d35f79a28704a01b" // festival with red packets and flash offers, and a subsidy

#endif
