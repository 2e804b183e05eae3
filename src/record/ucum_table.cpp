#include "record/ucum_table.h"

namespace aegle {
namespace {

using enum UcumKind;

constexpr UcumPrefix kPrefixes[] = {
    {"da", 1e1}, {"Ki", 1024.0}, {"Mi", 1048576.0}, {"Gi", 1073741824.0}, {"Ti", 1099511627776.0},
    {"Y", 1e24}, {"Z", 1e21},    {"E", 1e18},       {"P", 1e15},          {"T", 1e12},
    {"G", 1e9},  {"M", 1e6},     {"k", 1e3},        {"h", 1e2},           {"d", 1e-1},
    {"c", 1e-2}, {"m", 1e-3},    {"u", 1e-6},       {"n", 1e-9},          {"p", 1e-12},
    {"f", 1e-15}, {"a", 1e-18},  {"z", 1e-21},      {"y", 1e-24},
};

constexpr UcumAtom kAtoms[] = {
    // Base units (UCUM table 4).
    {"m", kBase, 0}, {"s", kBase, 1}, {"g", kBase, 2}, {"rad", kBase, 3}, {"K", kBase, 4}, {"C", kBase, 5}, {"cd", kBase, 6},
    // Numbers.
    {"10*", kPlain, 10, "1"}, {"10^", kPlain, 10, "1"}, {"[pi]", kPlain, 3.141592653589793, "1"}, {"%", kPlain, 1e-2, "1"},
    {"[ppth]", kPlain, 1e-3, "1"}, {"[ppm]", kPlain, 1e-6, "1"}, {"[ppb]", kPlain, 1e-9, "1"}, {"[pptr]", kPlain, 1e-12, "1"},
    // SI (UCUM tables 5 and 6).
    {"mol", kAmount, 6.0221367e23, "1"}, {"sr", kMetric, 1, "rad2"}, {"Hz", kMetric, 1, "s-1"}, {"N", kMetric, 1, "kg.m/s2"},
    {"Pa", kMetric, 1, "N/m2"}, {"J", kMetric, 1, "N.m"}, {"W", kMetric, 1, "J/s"}, {"A", kMetric, 1, "C/s"}, {"V", kMetric, 1, "J/C"},
    {"F", kMetric, 1, "C/V"}, {"Ohm", kMetric, 1, "V/A"}, {"S", kMetric, 1, "Ohm-1"}, {"Wb", kMetric, 1, "V.s"},
    {"Cel", kCelsius, 1, "K"}, {"T", kMetric, 1, "Wb/m2"}, {"H", kMetric, 1, "Wb/A"}, {"lm", kMetric, 1, "cd.sr"},
    {"lx", kMetric, 1, "lm/m2"}, {"Bq", kMetric, 1, "s-1"}, {"Gy", kMetric, 1, "J/kg"}, {"Sv", kMetric, 1, "J/kg"},
    // Used with the SI (tables 7 and 8).
    {"deg", kPlain, 2, "[pi].rad/360"}, {"gon", kPlain, 0.9, "deg"}, {"'", kPlain, 1, "deg/60"}, {"''", kPlain, 1, "'/60"},
    {"l", kMetric, 1, "dm3"}, {"L", kMetric, 1, "l"}, {"ar", kMetric, 100, "m2"}, {"st", kMetric, 1, "m3"},
    {"min", kPlain, 60, "s"}, {"h", kPlain, 60, "min"}, {"d", kPlain, 24, "h"}, {"a_t", kPlain, 365.24219, "d"},
    {"a_j", kPlain, 365.25, "d"}, {"a_g", kPlain, 365.2425, "d"}, {"a", kPlain, 1, "a_j"}, {"wk", kPlain, 7, "d"},
    {"mo_s", kPlain, 29.53059, "d"}, {"mo_j", kPlain, 1, "a_j/12"}, {"mo_g", kPlain, 1, "a_g/12"}, {"mo", kPlain, 1, "mo_j"},
    {"t", kMetric, 1e3, "kg"}, {"bar", kMetric, 1e5, "Pa"}, {"u", kMetric, 1.6605402e-24, "g"},
    {"AU", kPlain, 149597.870691, "Mm"}, {"pc", kMetric, 3.085678e16, "m"},
    // Natural units (table 9).
    {"[c]", kMetric, 299792458, "m/s"}, {"[h]", kMetric, 6.6260755e-34, "J.s"}, {"[k]", kMetric, 1.380658e-23, "J/K"},
    {"[eps_0]", kMetric, 8.854187817e-12, "F/m"}, {"[mu_0]", kMetric, 1.2566370614359173e-6, "N/A2"},
    {"[e]", kMetric, 1.60217733e-19, "C"}, {"eV", kMetric, 1, "[e].V"}, {"[m_e]", kMetric, 9.1093897e-28, "g"},
    {"[m_p]", kMetric, 1.6726231e-24, "g"}, {"[G]", kMetric, 6.67259e-11, "m3.kg-1.s-2"}, {"[g]", kMetric, 9.80665, "m/s2"},
    {"atm", kPlain, 101325, "Pa"}, {"Torr", kPlain, 133.322, "Pa"}, {"[ly]", kMetric, 1, "[c].a_j"}, {"gf", kMetric, 1, "g.[g]"},
    // CGS (table 10).
    {"Ky", kMetric, 1, "cm-1"}, {"Gal", kMetric, 1, "cm/s2"}, {"dyn", kMetric, 1, "g.cm/s2"}, {"erg", kMetric, 1, "dyn.cm"},
    {"P", kMetric, 1, "dyn.s/cm2"}, {"Bi", kMetric, 10, "A"}, {"St", kMetric, 1, "cm2/s"}, {"Mx", kMetric, 1e-8, "Wb"},
    {"G", kMetric, 1e-4, "T"}, {"Oe", kMetric, 250, "/[pi].A/m"}, {"Gb", kMetric, 1, "Oe.cm"}, {"sb", kMetric, 1, "cd/cm2"},
    {"Lmb", kMetric, 1, "cd/cm2/[pi]"}, {"ph", kMetric, 1e-4, "lx"}, {"Ci", kMetric, 3.7e10, "Bq"},
    {"R", kMetric, 2.58e-4, "C/kg"}, {"RAD", kMetric, 100, "erg/g"}, {"REM", kMetric, 1, "RAD"},
    // International and US customary lengths (tables 11 and 12).
    {"[in_i]", kPlain, 2.54, "cm"}, {"[ft_i]", kPlain, 12, "[in_i]"}, {"[yd_i]", kPlain, 3, "[ft_i]"}, {"[mi_i]", kPlain, 5280, "[ft_i]"},
    {"[fth_i]", kPlain, 6, "[ft_i]"}, {"[nmi_i]", kPlain, 1852, "m"}, {"[kn_i]", kPlain, 1, "[nmi_i]/h"}, {"[sin_i]", kPlain, 1, "[in_i]2"},
    {"[sft_i]", kPlain, 1, "[ft_i]2"}, {"[syd_i]", kPlain, 1, "[yd_i]2"}, {"[cin_i]", kPlain, 1, "[in_i]3"}, {"[cft_i]", kPlain, 1, "[ft_i]3"},
    {"[cyd_i]", kPlain, 1, "[yd_i]3"}, {"[mil_i]", kPlain, 1e-3, "[in_i]"}, {"[hd_i]", kPlain, 4, "[in_i]"},
    {"[ft_us]", kPlain, 1200, "m/3937"}, {"[in_us]", kPlain, 1, "[ft_us]/12"}, {"[yd_us]", kPlain, 3, "[ft_us]"},
    {"[rd_us]", kPlain, 16.5, "[ft_us]"}, {"[mi_us]", kPlain, 5280, "[ft_us]"}, {"[acr_us]", kPlain, 160, "[rd_us]2"},
    // Volumes (tables 14 and 15).
    {"[gal_us]", kPlain, 231, "[in_i]3"}, {"[bbl_us]", kPlain, 42, "[gal_us]"}, {"[qt_us]", kPlain, 1, "[gal_us]/4"},
    {"[pt_us]", kPlain, 1, "[qt_us]/2"}, {"[gil_us]", kPlain, 1, "[pt_us]/4"}, {"[foz_us]", kPlain, 1, "[gil_us]/4"},
    {"[fdr_us]", kPlain, 1, "[foz_us]/8"}, {"[min_us]", kPlain, 1, "[fdr_us]/60"}, {"[tbs_us]", kPlain, 1, "[foz_us]/2"},
    {"[tsp_us]", kPlain, 1, "[tbs_us]/3"}, {"[cup_us]", kPlain, 16, "[tbs_us]"}, {"[foz_m]", kPlain, 30, "mL"},
    {"[cup_m]", kPlain, 240, "mL"}, {"[tsp_m]", kPlain, 5, "mL"}, {"[tbs_m]", kPlain, 15, "mL"}, {"[gal_br]", kPlain, 4.54609, "l"},
    {"[qt_br]", kPlain, 1, "[gal_br]/4"}, {"[pt_br]", kPlain, 1, "[qt_br]/2"}, {"[gil_br]", kPlain, 1, "[pt_br]/4"},
    {"[foz_br]", kPlain, 1, "[gil_br]/5"},
    // Masses: avoirdupois, troy, apothecaries' (tables 16 to 18).
    {"[gr]", kPlain, 64.79891, "mg"}, {"[lb_av]", kPlain, 7000, "[gr]"}, {"[lbf_av]", kPlain, 1, "[lb_av].[g]"},
    {"[oz_av]", kPlain, 1, "[lb_av]/16"}, {"[dr_av]", kPlain, 1, "[oz_av]/16"}, {"[scwt_av]", kPlain, 100, "[lb_av]"},
    {"[lcwt_av]", kPlain, 112, "[lb_av]"}, {"[ston_av]", kPlain, 20, "[scwt_av]"}, {"[lton_av]", kPlain, 20, "[lcwt_av]"},
    {"[stone_av]", kPlain, 14, "[lb_av]"}, {"[pwt_tr]", kPlain, 24, "[gr]"}, {"[oz_tr]", kPlain, 20, "[pwt_tr]"},
    {"[lb_tr]", kPlain, 12, "[oz_tr]"}, {"[sc_ap]", kPlain, 20, "[gr]"}, {"[dr_ap]", kPlain, 3, "[sc_ap]"}, {"[oz_ap]", kPlain, 8, "[dr_ap]"},
    {"[lb_ap]", kPlain, 12, "[oz_ap]"}, {"[oz_m]", kPlain, 28, "g"}, {"[car_m]", kMetric, 0.2, "g"},
    // Heat (table 21).
    {"[degF]", kFahrenheit, 5, "K/9"}, {"[degR]", kPlain, 5, "K/9"}, {"[degRe]", kReaumur, 1.25, "K"},
    {"cal_[15]", kMetric, 4.18580, "J"}, {"cal_[20]", kMetric, 4.18190, "J"}, {"cal_m", kMetric, 4.19002, "J"},
    {"cal_IT", kMetric, 4.1868, "J"}, {"cal_th", kMetric, 4.184, "J"}, {"cal", kMetric, 1, "cal_th"}, {"[Cal]", kPlain, 1, "kcal_th"},
    {"[Btu_IT]", kPlain, 1.05505585262, "kJ"}, {"[Btu_th]", kPlain, 1.054350, "kJ"}, {"[Btu]", kPlain, 1, "[Btu_th]"},
    {"[HP]", kPlain, 550, "[ft_i].[lbf_av]/s"}, {"tex", kMetric, 1, "g/km"}, {"[den]", kPlain, 1, "g/9/km"},
    // Clinical units (table 22).
    {"m[H2O]", kMetric, 9.80665, "kPa"}, {"m[Hg]", kMetric, 133.3220, "kPa"}, {"[in_i'H2O]", kPlain, 1, "m[H2O].[in_i]/m"},
    {"[in_i'Hg]", kPlain, 1, "m[Hg].[in_i]/m"}, {"[psi]", kPlain, 1, "[lbf_av]/[in_i]2"}, {"[PRU]", kPlain, 1, "mm[Hg].s/ml"},
    {"[wood'U]", kPlain, 1, "mm[Hg].min/L"}, {"[diop]", kPlain, 1, "/m"}, {"[mesh_i]", kPlain, 1, "/[in_i]"},
    {"[Ch]", kPlain, 1, "mm/3"}, {"[drp]", kPlain, 1, "ml/20"}, {"[hnsf'U]", kPlain, 1, "1"}, {"[MET]", kPlain, 3.5, "mL/min/kg"},
    {"[p'diop]", kArbitrary}, {"%[slope]", kArbitrary}, {"[hp'_X]", kArbitrary}, {"[hp'_C]", kArbitrary}, {"[hp'_M]", kArbitrary},
    {"[hp'_Q]", kArbitrary}, {"[hp_X]", kArbitrary}, {"[hp_C]", kArbitrary}, {"[hp_M]", kArbitrary}, {"[hp_Q]", kArbitrary},
    {"[kp_X]", kArbitrary}, {"[kp_C]", kArbitrary}, {"[kp_M]", kArbitrary}, {"[kp_Q]", kArbitrary},
    // Chemical and biochemical units (tables 23 and 24).
    {"eq", kEquivalent, 6.0221367e23, "1"}, {"osm", kMetric, 1, "mol"}, {"[pH]", kArbitrary}, {"g%", kMetric, 1, "g/dl"},
    {"[S]", kMetric, 1e-13, "s"}, {"[HPF]", kPlain, 1, "1"}, {"[LPF]", kPlain, 100, "1"}, {"kat", kMetric, 1, "mol/s"},
    {"U", kMetric, 1, "umol/min"}, {"[iU]", kArbitraryMetric}, {"[IU]", kArbitraryMetric, 1, "[iU]"}, {"[arb'U]", kArbitrary},
    {"[USP'U]", kArbitrary}, {"[GPL'U]", kArbitrary}, {"[MPL'U]", kArbitrary}, {"[APL'U]", kArbitrary}, {"[beth'U]", kArbitrary},
    {"[anti'Xa'U]", kArbitrary}, {"[todd'U]", kArbitrary}, {"[dye'U]", kArbitrary}, {"[smgy'U]", kArbitrary}, {"[bdsk'U]", kArbitrary},
    {"[ka'U]", kArbitrary}, {"[knk'U]", kArbitrary}, {"[mclg'U]", kArbitrary}, {"[tb'U]", kArbitrary}, {"[CCID_50]", kArbitrary},
    {"[TCID_50]", kArbitrary}, {"[EID_50]", kArbitrary}, {"[PFU]", kArbitrary}, {"[FFU]", kArbitrary}, {"[CFU]", kArbitrary},
    {"[IR]", kArbitrary}, {"[BAU]", kArbitrary}, {"[AU]", kArbitrary}, {"[Amb'a'1'U]", kArbitrary}, {"[PNU]", kArbitrary},
    {"[Lf]", kArbitrary}, {"[D'ag'U]", kArbitrary}, {"[FEU]", kArbitrary}, {"[ELU]", kArbitrary}, {"[EU]", kArbitrary},
    // Levels and miscellaneous.
    {"Np", kArbitraryMetric}, {"B", kArbitraryMetric}, {"B[SPL]", kArbitraryMetric}, {"B[V]", kArbitraryMetric},
    {"B[mV]", kArbitraryMetric}, {"B[uV]", kArbitraryMetric}, {"B[10.nV]", kArbitraryMetric}, {"B[W]", kArbitraryMetric},
    {"B[kW]", kArbitraryMetric}, {"Ao", kPlain, 0.1, "nm"}, {"b", kPlain, 100, "fm2"}, {"att", kPlain, 1, "kgf/cm2"},
    {"mho", kMetric, 1, "S"}, {"circ", kPlain, 2, "[pi].rad"}, {"sph", kPlain, 4, "[pi].sr"}, {"bit_s", kArbitrary},
    {"bit", kMetric, 1, "1"}, {"By", kMetric, 8, "bit"}, {"Bd", kMetric, 1, "/s"},
};

}  // namespace

std::span<const UcumAtom> UcumAtoms() { return kAtoms; }
std::span<const UcumPrefix> UcumPrefixes() { return kPrefixes; }

}  // namespace aegle
