/* Checking the parts of a badge class as they are typed; nothing here knows the database. For core/badge_class.c and its tests. */
#ifndef BDG_BADGE_WORDING_H
#define BDG_BADGE_WORDING_H
#include "core/badge_class.h"

/* Each fills the members of badge that it is about; texts lie in check's pool. Flaws are named by field. */
void bdg_badge_check_details(bdg_badge_class_t *badge, bdg_check_t *check, const bdg_badge_details_t *typed);   /* not the issuer; the expiry only where typed->expiry is there */
void bdg_badge_check_criteria(bdg_badge_class_t *badge, bdg_check_t *check, const bdg_badge_criteria_t *typed);
void bdg_badge_check_settings(bdg_badge_class_t *badge, bdg_check_t *check, const bdg_badge_settings_t *typed);
/* A well-formed language tag (RFC 5646, section 2.1, of at most 35 characters: language, script, region, variants). */
int bdg_language_ok(const char *tag);
#endif
