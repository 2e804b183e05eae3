// The invented clinic: names, laboratory tests with reference ranges, problems, drugs.
export const familyEnglish = ["Aldous", "Brenner", "Castell", "Dorsey", "Ellwood", "Fairley", "Garrick", "Halloran", "Ives", "Jessop", "Kestrel", "Lomax", "Merrow", "Norcott"];
export const givenFemale = ["Ada", "Beatrix", "Clara", "Delia", "Edith", "Flora", "Greta"];
export const givenMale = ["Amos", "Basil", "Cyril", "Desmond", "Edgar", "Felix", "Gilbert"];
export const koreanFamily = ["김", "이", "박", "최", "정", "강", "윤", "한"];
export const koreanFemale = ["서연", "지우", "하은", "수아", "은서"];
export const koreanMale = ["민준", "도윤", "시우", "준호", "태현"];

// [LOINC, name, unit, low, high, centre, spread, decimals]
export const laboratory = [
  ["2160-0", "Creatinine", "mg/dL", 0.6, 1.2, 1.1, 0.25, 2],
  ["2823-3", "Potassium", "mmol/L", 3.5, 5.1, 4.4, 0.45, 1],
  ["2951-2", "Sodium", "mmol/L", 136, 145, 139, 3, 0],
  ["2345-7", "Glucose", "mg/dL", 70, 99, 128, 34, 0],
  ["4548-4", "Hemoglobin A1c", "%", 4.0, 5.6, 7.4, 0.8, 1],
  ["718-7", "Hemoglobin", "g/dL", 12.0, 15.5, 12.4, 1.1, 1],
  ["6690-2", "Leukocytes", "10*3/uL", 4.0, 11.0, 8.1, 2.4, 1],
  ["777-3", "Platelets", "10*3/uL", 150, 400, 232, 48, 0],
  ["33914-3", "Estimated GFR", "mL/min/{1.73_m2}", 60, null, 58, 9, 0],
  ["2089-1", "LDL cholesterol", "mg/dL", null, 130, 112, 24, 0],
  ["1988-5", "C-reactive protein", "mg/L", null, 5.0, 4.2, 5, 1],
  ["10839-9", "Troponin I", "ng/mL", null, 0.04, 0.02, 0.01, 2],
];

export const vitals = [
  ["8480-6", "Systolic blood pressure", "mm[Hg]", 90, 140, 138, 14, 0],
  ["8462-4", "Diastolic blood pressure", "mm[Hg]", 60, 90, 82, 9, 0],
  ["8867-4", "Heart rate", "/min", 60, 100, 78, 12, 0],
  ["8310-5", "Body temperature", "Cel", 36.1, 37.5, 36.8, 0.3, 1],
  ["59408-5", "Oxygen saturation", "%", 94, null, 97, 1.2, 0],
  ["29463-7", "Body weight", "kg", null, null, 71, 1.6, 1],
];

export const problems = [
  ["44054006", "Type 2 diabetes mellitus"], ["59621000", "Essential hypertension"], ["433144002", "Chronic kidney disease stage 3"],
  ["49436004", "Atrial fibrillation"], ["55822004", "Hyperlipidemia"], ["195967001", "Asthma"], ["396275006", "Osteoarthritis"], ["40930008", "Hypothyroidism"],
];

export const passing = [
  ["444814009", "Viral sinusitis", 14], ["10509002", "Acute bronchitis", 18], ["68566005", "Urinary tract infection", 10], ["233604007", "Pneumonia", 24],
  ["125605004", "Fracture of left radius", 70],
];

export const drugs = [
  ["860975", "Metformin 500 MG Oral Tablet", "1 tablet twice a day with meals"], ["314076", "Lisinopril 10 MG Oral Tablet", "1 tablet once a day"],
  ["1364445", "Apixaban 5 MG Oral Tablet", "1 tablet twice a day"], ["617318", "Atorvastatin 20 MG Oral Tablet", "1 tablet at bedtime"],
  ["310798", "Hydrochlorothiazide 25 MG Oral Tablet", "1 tablet in the morning"], ["966222", "Levothyroxine 50 MCG Oral Tablet", "1 tablet before breakfast"],
];

export const allergies = [["91936005", "Allergy to penicillin", "Hives, 2011"], ["300913006", "Shellfish allergy", "Swelling of lips"], ["294505008", "Allergy to sulfonamide", "Rash"]];
export const vaccines = [["140", "Influenza vaccine"], ["133", "Pneumococcal conjugate vaccine"], ["208", "COVID-19 mRNA vaccine"]];
export const procedures = [["34896006", "Incision and drainage"], ["73761001", "Colonoscopy"], ["40701008", "Echocardiography"], ["29303009", "Electrocardiographic procedure"]];
export const imagingStudies = [["399208008", "Chest X-ray"], ["77477000", "CT of head"], ["113091000", "MRI of lumbar spine"]];
