// The written contract of determinism: digests of fixed small worlds. A change of the model changes them on purpose; anything else
// that does is a defect. FL_REGENERATE=1 build/release/tests/test_world prints the new values.
#ifndef TESTS_GOLDEN_DIGESTS_H
#define TESTS_GOLDEN_DIGESTS_H

#define GOLDEN_PLAIN  "0807b8588f20a6f9e83a51a619fa2367" // no policies
#define GOLDEN_EVENTS "2b40d4eadb21e6e892a10ab6e59d8b38" // festival with red packets and flash offers, and a subsidy

#endif
