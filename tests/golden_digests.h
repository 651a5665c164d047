// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "faaba5a6bc1905d1bc5cf017b9af4484" // no policies
#define GOLDEN_EVENTS "e14b9ed4622fb54191ca6d56374a6e85" // festival with red packets and flash offers, and a subsidy

#endif
