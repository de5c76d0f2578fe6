// Two schools of one community and what they did in a term.

const lesson = (number) => ({ id: `a${number}`, kind: "demo_lesson", date: `2020-10-${String((number % 28) + 1).padStart(2, "0")}`, presenter: "lead", host: "member" });

export const records = {
  alliances: [{ id: "union", name: "城东共同体", kind: "edu_community" }],
  schools: [
    { id: "lead", name: "城东小学", alliance: "union", role: "lead", teachers: 60 },
    { id: "member", name: "桥头小学", alliance: "union", role: "member", teachers: 24 },
  ],
  academic_years: [{ id: "2020-2021", start: "2020-09-01", end: "2021-08-31" }],
  terms: [
    { id: "2020-2021-1", academic_year: "2020-2021", season: "autumn", start: "2020-09-01", end: "2021-01-22" },
    { id: "2020-2021-2", academic_year: "2020-2021", season: "spring", start: "2021-02-22", end: "2021-07-02" },
  ],
  activities: Array.from({ length: 13 }, (_, number) => lesson(number)),
};
