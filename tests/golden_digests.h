// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "e2ea09fd388ed01c3d781a74a5808588" // no policies
#define GOLDEN_EVENTS "9ad2fd349f98a54d8100ef859dd8a167" // festival with red packets and flash offers, and a subsidy

#endif
