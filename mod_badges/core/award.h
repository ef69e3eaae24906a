/* One award: from what somebody typed, or a row of a file says, to what is stored. The same function for both, so that row 5 of a file gives
 * exactly what the form with the same words gives.
 *
 *     bdg_award_rules_make(&rules, badge, pool);                       once
 *     fields[BDG_AWARD_NAME] = ...                                     slices of text, as typed; empty ones are "not given"
 *     bdg_award_check(&award, rules, fields, pool);                    never fails: award.problems says what is wrong
 *     if (!award.errors) bdg_award_fill(&row, &award, badge, issuer_version_id);
 *     bdg_badge_class_lock(); bdg_badge_class_awarded(); bdg_assertion_insert();     in one transaction */
#ifndef BDG_AWARD_H
#define BDG_AWARD_H
#include "core/attribute.h"
#include "core/reading.h"
#include "io/table.h"
#include "store/assertion.h"
#include "store/badge_class.h"

/* The fields of every award; the attributes of the badge class follow from BDG_AWARD_FIXED on, in their order. */
typedef enum {
    BDG_AWARD_NAME, BDG_AWARD_IDENTITY, BDG_AWARD_IDENTITY_TYPE /* "email" (or nothing), "url", "telephone", "id" */, BDG_AWARD_ISSUED, BDG_AWARD_EXPIRES,
    BDG_AWARD_NARRATIVE, BDG_AWARD_EVIDENCE_URL, BDG_AWARD_EVIDENCE_NAME, BDG_AWARD_EVIDENCE_NARRATIVE, BDG_AWARD_EXTERNAL_ID, BDG_AWARD_FIXED
} bdg_award_field_e;
#define BDG_AWARD_FIELDS (BDG_AWARD_FIXED + BDG_ATTRIBUTES_MAX)
extern const char *const bdg_award_field_keys[BDG_AWARD_FIXED];      /* "name", "email", ...: names in forms and in stored mappings */
extern const char *const bdg_award_field_titles[BDG_AWARD_FIXED];    /* "Recipient name", ...: as headers of files and labels */

/* A mend that a person chose once for all rows. */
typedef enum { BDG_MEND_DOMAIN /* from, to */, BDG_MEND_FIRST_ADDRESS /* of several in one cell */, BDG_MEND_CUT /* texts that are too long */ } bdg_mend_e;
typedef struct bdg_mend_t { bdg_mend_e kind; const char *from, *to; } bdg_mend_t;

typedef struct bdg_award_rules_t {
    const bdg_attribute_t *attributes;
    const char *const *folded[BDG_ATTRIBUTES_MAX];   /* choices as they are compared (bdg_text_fold) */
    int nattributes, expiry_months;          /* 0: does not expire by itself */
    bdg_date_t today;                        /* for awards without a date */
    bdg_date_t latest;                       /* the latest date that it is anywhere on earth: later ones are in the future */
    bdg_order_e order[BDG_AWARD_FIELDS];     /* of dates, by field */
    bdg_decimal_e decimal[BDG_AWARD_FIELDS];
    const bdg_mend_t *mends;
    int nmends;
} bdg_award_rules_t;
bdg_err_t *bdg_award_rules_make(bdg_award_rules_t **out, const bdg_badge_class_t *badge, apr_pool_t *pool) BDG_MUST_CHECK;

/* What can be wrong. From BDG_P_FIRST_WARNING on it is a warning: the award can be made. */
typedef enum {
    BDG_P_ADDRESS, BDG_P_TWO_ADDRESSES, BDG_P_IDENTITY, BDG_P_IDENTITY_TYPE, BDG_P_NAME_MISSING, BDG_P_DATE, BDG_P_DATE_FUTURE, BDG_P_DATE_ORDER, BDG_P_EXPIRY_BEFORE, BDG_P_TOO_LONG,
    BDG_P_MISSING, BDG_P_NUMBER, BDG_P_WEB_ADDRESS, BDG_P_CHOICE, BDG_P_UNREADABLE, BDG_P_UNCLOSED_QUOTE, BDG_P_ROW_CUT, BDG_P_DUPLICATE, BDG_P_HELD,
    BDG_P_FIRST_WARNING, BDG_P_LOOKS_MISTYPED = BDG_P_FIRST_WARNING, BDG_P_DUPLICATE_SKIPPED, BDG_P_DUPLICATE_ALLOWED, BDG_P_HELD_SKIPPED, BDG_P_HELD_ALLOWED, BDG_P_HELD_REPLACED,
    BDG_P_SERIAL, BDG_P_FORMULA, BDG_P_ODD_CHARACTERS, BDG_P_EXCESS, BDG_P_OVER_ALREADY, BDG_P_HIDDEN,
    BDG_P_COUNT
} bdg_problem_e;
typedef struct bdg_award_problem_t {
    bdg_problem_e code;
    int field;                  /* bdg_award_field_e or BDG_AWARD_FIXED + n; -1 for the whole row */
    const char *right;          /* UTF-8: what is wrong with it, or what would be right ("no @ sign", "did you mean person@gmail.com?") */
    const char *from, *to;      /* LOOKS_MISTYPED: the domain, and the one that was probably meant */
} bdg_award_problem_t;
#define BDG_AWARD_PROBLEMS 16
/* Title of a kind of problem, and how to mend it: sentences for people. */
const char *bdg_problem_title(bdg_problem_e code);
const char *bdg_problem_mend(bdg_problem_e code);
const char *bdg_problem_name(bdg_problem_e code);      /* "date_future": for addresses and stored summaries */
int bdg_problem_by_name(const char *name);             /* -1 */

typedef struct bdg_award_t {
    bdg_recipient_e type;
    const char *name, *identity;             /* identity: normalised; "" after an error */
    unsigned char key[16];
    bdg_date_t issued_on, expires_on;
    const char *narrative, *evidence_url, *evidence_name, *evidence_narrative, *external_id;   /* NULL: not given */
    const char *attributes[BDG_ATTRIBUTES_MAX];   /* plain form: numbers 55.5, dates 2026-01-31, choices as defined; NULL: not given */
    const char *details_json;                /* all of that as stored; NULL when there is nothing */
    int errors, warnings, nproblems;
    bdg_award_problem_t problems[BDG_AWARD_PROBLEMS];
} bdg_award_t;

/* fields: BDG_AWARD_FIXED + rules->nattributes slices. award is filled from nothing; its text lies in pool (or in fields). */
void bdg_award_check(bdg_award_t *award, const bdg_award_rules_t *rules, const bdg_slice_t *fields, apr_pool_t *pool);
/* Adds a problem (for what only a whole file can know). right, from and to are borrowed. */
void bdg_award_problem(bdg_award_t *award, bdg_problem_e code, int field, const char *right);
/* A row for bdg_assertion_insert() without public_id, batch, source and who: those are the caller's. Borrows from award. */
void bdg_award_fill(bdg_assertion_t *row, const bdg_award_t *award, const bdg_badge_class_t *badge, int64_t issuer_version_id);

#endif
