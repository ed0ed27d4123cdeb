/** The 75 people of Harbour Dental Group, a made-up company: name, department, job, practice. */

export interface StaffMember {
  readonly name: string;
  readonly department: string;
  readonly jobTitle: string;
  readonly office: string;
}

const practices = ["Harbour Street", "Quayside", "Lighthouse Road", "Millbank"];

/** Who is where in the company; people of the practices are spread over them in this order. */
const roster: readonly (readonly [department: string, jobTitle: string, ...names: readonly string[]])[] = [
  ["IT", "Head of IT", "Miriam Okafor"],
  ["IT", "IT Technician", "Joel Lindqvist"],
  ["Management", "Managing Partner", "Eleanor Whitcombe"],
  ["Management", "Clinical Director", "Rajan Mehta"],
  ["Management", "Practice Director", "Sofia Almeida"],
  ["Practice Management", "Practice Manager", "Grace Oduya", "Callum Fraser", "Ingrid Solberg", "Priya Raman"],
  ["Finance", "Finance Manager", "Thomas Bexley"],
  ["Finance", "Accounts Assistant", "Naledi Khumalo", "Oliver Pike"],
  ["Human Resources", "People Manager", "Hannah Sorensen"],
  ["Human Resources", "People Assistant", "Luca Ferraro"],
  [
    "Clinical",
    "Dentist",
    ...["Amara Nwosu", "Benedict Hale", "Chiara Lombardi", "Daniel Okonkwo", "Evelyn Marsh", "Farid Rahimi"],
    ...["Georgia Bellamy", "Hugo Laurent", "Isla Campbell", "Jonas Weber", "Katya Morozova", "Liam Gallagher"],
    ...["Mei Tanaka", "Noah Sutherland", "Pernille Dahl"],
  ],
  ["Clinical", "Orthodontist", "Olivia Prescott", "Paolo Ricci", "Quentin Barlow"],
  [
    "Clinical",
    "Dental Hygienist",
    ...[
      "Rosa Delgado",
      "Samir Haddou",
      "Tessa Underwood",
      "Uma Krishnan",
      "Viktor Novak",
      "Wendy Archer",
      "Xenia Petrou",
    ],
  ],
  [
    "Clinical",
    "Dental Nurse",
    ...["Yusuf Demir", "Zara Ellison", "Abigail Stroud", "Bruno Teixeira", "Carys Llewellyn", "Declan Byrne"],
    ...["Emily Thornton", "Fatima Zahra", "Gareth Pryce", "Helena Costa", "Imogen Vale", "Jamal Carter"],
    ...["Keira Donnelly", "Leon Achterberg", "Monique Dubois"],
  ],
  ["Laboratory", "Dental Technician", "Marta Kowalska", "Nikhil Joshi", "Orla Kavanagh"],
  [
    "Front Desk",
    "Receptionist",
    ...["Peter Langley", "Queenie Ashworth", "Ruth Pemberton", "Stefan Ionescu", "Tara McKenna", "Ursula Brandt"],
    ...["Vanessa Quill", "William Osei", "Yvonne Tremblay", "Adam Sheridan", "Nadia Rostami"],
  ],
  ["Front Desk", "Treatment Coordinator", "Beatrice Lund", "Conor Fitzgerald", "Dahlia Simmons", "Edwin Marlowe"],
  ["Marketing", "Marketing Coordinator", "Freya Holm"],
  ["Facilities", "Facilities Coordinator", "George Tansley"],
  ["Compliance", "Compliance Officer", "Harriet Nkemelu"],
];

const inPractices = ["Practice Management", "Clinical", "Laboratory", "Front Desk"];

/** Everybody on the payroll. */
export const staff: readonly StaffMember[] = roster.flatMap(([department, jobTitle, ...names]) =>
  names.map((name, index) => ({
    name,
    department,
    jobTitle,
    office: (inPractices.includes(department) ? practices[index % practices.length] : undefined) ?? "Head Office",
  })),
);
