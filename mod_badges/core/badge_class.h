/* Badge classes: what can be earned (domain.md, Life cycles).
 *
 * draft -> published -> withdrawn -> published ...; archived from any, and back from there to withdrawn (or draft, if it never was published).
 * The wording (name, description, language, criteria, tags, attributes, alignments, related badges) is versioned: as soon as something was awarded under a version it never
 * changes again, and a change makes the next one, for awards to come. The graphic is live: another one shows at once on every award.
 *
 * All functions that take a bdg_edit_t: BDG_E_INVALID with flaws in edit->check; BDG_E_CONFLICT when somebody else changed the badge since
 * edit->revision, or its state does not allow it (the message says which). Where nothing differs nothing is written. */
#ifndef BDG_CORE_BADGE_CLASS_H
#define BDG_CORE_BADGE_CLASS_H
#include "core/achievement.h"
#include "core/alignment.h"
#include "core/attribute.h"
#include "core/edit.h"
#include "core/related.h"
#include "core/translation.h"
#include "store/badge_class.h"

#define BDG_BADGE_NAME_MAX 200              /* characters */
#define BDG_BADGE_DESCRIPTION_MAX 2000
#define BDG_BADGE_CRITERIA_MAX 20000
#define BDG_BADGE_TAGS_MAX 20
#define BDG_BADGE_TAG_MAX 50                /* characters of one */
#define BDG_BADGE_EXPIRY_MONTHS_MAX 600

extern const char *const bdg_badge_policies[];     /* "skip", "allow", "replace", "deny"; ends with NULL */
/* Languages to choose from: tag (BCP 47) and name, pairs; ends with NULL. Any well-formed tag is taken. */
extern const char *const bdg_languages[];
const char *bdg_language_name(const char *tag);    /* the tag itself for one that is not in the list */

/* As typed; NULL is the same as "". */
typedef struct bdg_badge_details_t {
    const char *name;                       /* needed, also for a draft */
    const char *description, *language;
    const char *issuer;                     /* public id; needed when the person's role is for single issuers. Stays once something was awarded. */
    const char *tags;                       /* separated by commas */
    const char *form;                       /* of a new one: random id of the form, or NULL */
    const char *expiry, *expiry_count, *expiry_unit;   /* as in bdg_badge_settings_t; expiry NULL: stays as it is */
    bdg_achievement_typed_t achievement;
} bdg_badge_details_t;
typedef struct bdg_badge_criteria_t { const char *text /* Markdown */, *url; } bdg_badge_criteria_t;
typedef struct bdg_badge_settings_t {
    const char *duplicates;                 /* one of bdg_badge_policies */
    const char *expiry;                     /* "never", "period" */
    const char *expiry_count, *expiry_unit; /* "24", "months" or "years" */
} bdg_badge_settings_t;

/* A draft. The person must hold badges.edit in the organisation, or on that issuer. The same form with the same words, sent twice (or by two
 * connections at once), meets the draft that it made: typed->form. */
bdg_err_t *bdg_badge_class_create(const char **public_id, const bdg_edit_t *edit, const bdg_badge_details_t *typed) BDG_MUST_CHECK;

bdg_err_t *bdg_badge_class_set_details(const bdg_edit_t *edit, const bdg_badge_details_t *typed) BDG_MUST_CHECK;
bdg_err_t *bdg_badge_class_set_criteria(const bdg_edit_t *edit, const bdg_badge_criteria_t *typed) BDG_MUST_CHECK;
/* graphic: public id of one in the library. */
bdg_err_t *bdg_badge_class_set_graphic(const bdg_edit_t *edit, const char *graphic) BDG_MUST_CHECK;
/* rows: as in the form. */
bdg_err_t *bdg_badge_class_set_attributes(const bdg_edit_t *edit, const bdg_attribute_typed_t *rows, int nrows) BDG_MUST_CHECK;
bdg_err_t *bdg_badge_class_set_alignments(const bdg_edit_t *edit, const bdg_alignment_typed_t *rows, int nrows) BDG_MUST_CHECK;
bdg_err_t *bdg_badge_class_set_related(const bdg_edit_t *edit, const bdg_related_typed_t *rows, int nrows) BDG_MUST_CHECK;
/* The words in other languages. */
bdg_err_t *bdg_badge_class_set_translations(const bdg_edit_t *edit, const bdg_translation_typed_t *rows, int nrows) BDG_MUST_CHECK;
bdg_err_t *bdg_badge_class_set_settings(const bdg_edit_t *edit, const bdg_badge_settings_t *typed) BDG_MUST_CHECK;

/* What publishing still needs, as flaws whose field is the tab ("details", "graphics", "criteria") and whose label is its title. */
void bdg_badge_class_missing(bdg_check_t *check, const bdg_badge_class_t *badge);
/* From draft or withdrawn. BDG_E_INVALID with what is missing. */
bdg_err_t *bdg_badge_class_publish(const bdg_edit_t *edit) BDG_MUST_CHECK;
/* From published: nothing more can be awarded; what was awarded stays valid. */
bdg_err_t *bdg_badge_class_withdraw(const bdg_edit_t *edit) BDG_MUST_CHECK;
bdg_err_t *bdg_badge_class_archive(const bdg_edit_t *edit) BDG_MUST_CHECK;
bdg_err_t *bdg_badge_class_restore(const bdg_edit_t *edit) BDG_MUST_CHECK;
#endif
