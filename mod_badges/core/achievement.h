/* What a badge is in the terms of education: kind, credits, field of study, code (Open Badges 3.0, Achievement: achievementType, creditsAvailable,
 * fieldOfStudy, specialization, humanCode; 2.0 knows none of them). Part of a badge class's version, as badge_class_version.achievement_json. */
#ifndef BDG_ACHIEVEMENT_H
#define BDG_ACHIEVEMENT_H
#include "core/check.h"

#define BDG_ACHIEVEMENT_TEXT_MAX 200       /* characters of field, specialization, code */
#define BDG_ACHIEVEMENT_CREDITS_MAX 9999

/* The vocabulary of 3.0 (appendix B.1.26, AchievementType enumeration) and how people read it: pairs; ends with NULL. */
extern const char *const bdg_achievement_types[];
const char *bdg_achievement_type_words(const char *type);      /* "Micro-credential"; of an extension, what follows "ext:" */

typedef struct bdg_achievement_t {
    const char *type;                      /* of the vocabulary, or "ext:" and a word of one's own */
    const char *credits;                   /* a decimal number as JSON writes it: "3", "2.5" */
    const char *field, *specialization, *code;
} bdg_achievement_t;                       /* NULL for what is not said */

/* What is stored; json NULL is nothing said. BDG_E_INTERNAL when it is not of our writing. */
bdg_err_t *bdg_achievement_read(bdg_achievement_t *out, const char *json, apr_pool_t *pool) BDG_MUST_CHECK;
/* NULL when nothing is said. */
const char *bdg_achievement_write(const bdg_achievement_t *a, apr_pool_t *pool);

/* As typed. other: the word of one's own, where type is "ext". Flaws are named achievement_type, achievement_other, credits, field, specialization, code. */
typedef struct bdg_achievement_typed_t { const char *type, *other, *credits, *field, *specialization, *code; } bdg_achievement_typed_t;
void bdg_achievement_check(bdg_achievement_t *out, bdg_check_t *check, const bdg_achievement_typed_t *typed);
#endif
