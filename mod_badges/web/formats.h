/* The forms in which an award can be downloaded: one list, for its public page and for its recipient's (partials/formats). A new form is a row in formats.c. */
#ifndef BDG_FORMATS_H
#define BDG_FORMATS_H
#include "base/json.h"
/* [{suffix, words, about}], each at /assertions/{id}.suffix; what is signed only where the issuer's signing works (core/signing_key.h). A new reference. */
json_t *bdg_formats(int signing_works);
#endif
