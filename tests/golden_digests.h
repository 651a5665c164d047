// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "e964ea0c79e81c9079e8375d7ba947f6" // no policies
#define GOLDEN_EVENTS "1e6816098688c278ddca8bc0d9b65d55" // festival with red packets and flash offers, and a subsidy

#endif
