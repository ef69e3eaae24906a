/* The forms in which an award can be downloaded: one list, for its public page and for its recipient's (partials/formats). A new form is a row in formats.c. */
#ifndef BDG_FORMATS_H
#define BDG_FORMATS_H
#include "base/json.h"
#include "base/site.h"
/* [{suffix, words, about}], each at /assertions/{id}.suffix; what is signed only where the server signs. A new reference. */
json_t *bdg_formats(const bdg_site_t *site);
#endif
