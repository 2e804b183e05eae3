// Drafts of this session: each is a run that shows the floor at once and takes checked claims as they come. A run goes on
// while another screen is looked at.
import { runTask, type TaskRequest } from "../api/events";
import type { Answer, Claim, Lang, Progress } from "../api/types";

export class AnswerRun {
  answer = $state<Answer | null>(null);
  progress = $state.raw<Progress | null>(null);
  running = $state(false);
  stopped = $state(false);
  error = $state.raw<unknown>(null);
  changed = $state<Record<string, number>>({});      // "section.index": how often that claim was replaced
  #abort: AbortController | null = null;

  constructor(readonly patient: string, readonly task: string, readonly request: TaskRequest) {}

  async start() {
    this.stop();
    const abort = (this.#abort = new AbortController());
    Object.assign(this, { running: true, stopped: false, error: null, progress: null, answer: null, changed: {} });
    try {
      const done = await runTask(this.patient, this.task, this.request, {
        floor: (answer) => (this.answer = answer),
        progress: (progress) => (this.progress = progress),
        claim: ({ section, index, claim }) => this.#take(section, index, claim),
      }, abort.signal);
      if (this.#abort === abort) this.answer = done;
    } catch (error) {
      if (this.#abort !== abort) return;
      if (abort.signal.aborted) this.stopped = true;
      else this.error = error;
    }
    if (this.#abort === abort) this.running = false;
  }

  stop() {
    this.#abort?.abort();
  }

  #take(section: number, index: number, claim: Claim) {
    const claims = this.answer?.sections[section]?.claims;
    if (!claims || index > claims.length) return;
    claims[index] = claim;
    const key = `${section}.${index}`;
    this.changed[key] = (this.changed[key] ?? 0) + 1;
  }
}

const drafts = new Map<string, AnswerRun>();

// The draft of this session for exactly this request, made when there is none.
export function draftOf(patient: string, task: string, language: Lang, useModel: boolean): AnswerRun {
  const key = [patient, task, language, useModel].join("/");
  let run = drafts.get(key);
  if (!run) {
    run = new AnswerRun(patient, task, { language, use_model: useModel, question: "", seed: 1 });
    drafts.set(key, run);
  }
  return run;
}

class Questions {
  #byPatient = $state<Record<string, AnswerRun[]>>({});

  of(patient: string): AnswerRun[] {
    return this.#byPatient[patient] ?? [];
  }

  ask(patient: string, question: string, language: Lang, useModel: boolean) {
    const run = new AnswerRun(patient, "ask", { language, use_model: useModel, question, seed: 1 });
    this.#byPatient[patient] = [run, ...this.of(patient)];
    void run.start();
  }
}

export const questions = new Questions();
