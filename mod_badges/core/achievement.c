#include "core/achievement.h"
#include "base/language.h"
#include "base/json.h"
#include "base/str.h"
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#define STORED_MAX 16384
#define OTHER_MAX 60

const char *const bdg_achievement_types[] = {
    "Achievement", N_("Achievement"), "ApprenticeshipCertificate", N_("Apprenticeship certificate"), "Assessment", N_("Assessment"),
    "Assignment", N_("Assignment"), "AssociateDegree", N_("Associate degree"), "Award", N_("Award"), "BachelorDegree", N_("Bachelor's degree"),
    "Badge", N_("Badge"), "Certificate", N_("Certificate"), "CertificateOfCompletion", N_("Certificate of completion"),
    "Certification", N_("Certification"), "CoCurricular", N_("Co-curricular activity"), "CommunityService", N_("Community service"),
    "Competency", N_("Competency"), "Course", N_("Course"), "Degree", N_("Degree"), "Diploma", N_("Diploma"), "DoctoralDegree", N_("Doctoral degree"),
    "Fieldwork", N_("Fieldwork"), "GeneralEducationDevelopment", N_("General education development (GED)"),
    "JourneymanCertificate", N_("Journeyman certificate"), "LearningProgram", N_("Learning programme"), "License", N_("Licence"),
    "MasterCertificate", N_("Master certificate"), "MasterDegree", N_("Master's degree"), "Membership", N_("Membership"),
    "MicroCredential", N_("Micro-credential"), "ProfessionalDoctorate", N_("Professional doctorate"),
    "QualityAssuranceCredential", N_("Quality assurance credential"), "ResearchDoctorate", N_("Research doctorate"),
    "SecondarySchoolDiploma", N_("Secondary school diploma"), NULL };

const char *bdg_achievement_type_words(const char *type)
{
    for (int i = 0; bdg_achievement_types[i]; i += 2)
        if (!strcmp(type, bdg_achievement_types[i]))
            return bdg_tr(bdg_achievement_types[i + 1]);
    return strncmp(type, "ext:", 4) ? type : type + 4;
}

bdg_err_t *bdg_achievement_read(bdg_achievement_t *out, const char *json, apr_pool_t *pool)
{
    json_t *o;
    *out = (bdg_achievement_t){ 0 };
    if (!json || !*json)
        return NULL;
    BDG_TRY(bdg_json_parse(&o, json, strlen(json), STORED_MAX, pool));
    if (!json_is_object(o))
        return bdg_err(BDG_E_INTERNAL, "What kind of achievement this badge is cannot be read.");
    *out = (bdg_achievement_t){ bdg_json_get_str(o, "type"), bdg_json_get_str(o, "credits"), bdg_json_get_str(o, "field"), bdg_json_get_str(o, "specialization"),
                                bdg_json_get_str(o, "code") };
    return NULL;
}

const char *bdg_achievement_write(const bdg_achievement_t *a, apr_pool_t *pool)
{
    json_t *o = bdg_json_object(pool);
    bdg_json_str(o, "type", a->type);
    bdg_json_str(o, "credits", a->credits);
    bdg_json_str(o, "field", a->field);
    bdg_json_str(o, "specialization", a->specialization);
    bdg_json_str(o, "code", a->code);
    return json_object_size(o) ? bdg_json_dump(o, pool) : NULL;
}

/* --- typed */

static const char *check_type(bdg_check_t *c, const bdg_achievement_typed_t *t)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    if (bdg_is_blank(t->type))
        return NULL;
    if (!strcmp(t->type, "ext")) {
        const char *s = bdg_check_line(c, "achievement_other", "Another kind", t->other, 1, OTHER_MAX);
        if (!strncmp(s, "ext:", 4))
            s += 4;
        if (*s && s[strspn(s, letters)])
            bdg_check_add(c, "achievement_other", "Another kind", "Use the letters A to Z, digits, dots, dashes and underscores only: AdultLearning.");
        return apr_pstrcat(c->pool, "ext:", s, NULL);
    }
    for (int i = 0; bdg_achievement_types[i]; i += 2)
        if (!strcmp(t->type, bdg_achievement_types[i]))
            return bdg_achievement_types[i];
    bdg_check_add(c, "achievement_type", "Kind of achievement", "Choose one of the list.");
    return NULL;
}

/* "2.50", "2,5" and "02.5" are "2.5"; at most two places after the point. */
static const char *check_credits(bdg_check_t *c, const char *typed)
{
    if (bdg_is_blank(typed))
        return NULL;
    const char *s = bdg_check_line(c, "credits", "Credits", typed, 0, 20);
    size_t whole = strspn(s, "0123456789"), places = 0;
    const char *rest = s + whole;
    if (*rest == '.' || *rest == ',')
        places = strspn(++rest, "0123456789");
    if (!whole || whole > 6 || rest[places] || places > 2 || (rest > s + whole && !places) || atoi(s) > BDG_ACHIEVEMENT_CREDITS_MAX) {
        bdg_check_add(c, "credits", "Credits", "Give a number from 0 to %d, with at most two places after the point: 2.5.", BDG_ACHIEVEMENT_CREDITS_MAX);
        return NULL;
    }
    while (places && rest[places - 1] == '0')
        places--;
    return places ? apr_psprintf(c->pool, "%d.%.*s", atoi(s), (int)places, rest) : apr_itoa(c->pool, atoi(s));
}

static const char *text(bdg_check_t *c, const char *field, const char *label, const char *typed)
{
    return bdg_or_null(bdg_check_line(c, field, label, typed, 0, BDG_ACHIEVEMENT_TEXT_MAX));
}

void bdg_achievement_check(bdg_achievement_t *a, bdg_check_t *c, const bdg_achievement_typed_t *t)
{
    a->type = check_type(c, t);
    a->credits = check_credits(c, t->credits);
    a->field = text(c, "field", "Field of study", t->field);
    a->specialization = text(c, "specialization", "Specialization", t->specialization);
    a->code = text(c, "code", "Code", t->code);
}
