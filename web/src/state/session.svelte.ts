// Who is signed in, and what the role may do. In single-person mode nobody signs in and everything but signing is open.
import * as api from "../api/client";
import type { Session } from "../api/types";
import { serverStatus } from "./status.svelte";

class SessionState {
  value = $state<Session | null>(null);
  error = $state.raw<unknown>(null);
  ended = $state(false); // the server forgot the session while the app was open

  get open() {
    return this.value !== null && (this.value.mode === "single" || this.value.signed_in);
  }
  get users() {
    return this.value?.mode === "users";
  }
  may(permission: string) {
    return this.value?.may.includes(permission) ?? false;
  }
  emergencyOf(patient: string) {
    return this.value?.emergency?.find((one) => one.patient === patient) ?? null;
  }

  async refresh() {
    try {
      this.#take(await api.getSession());
      this.error = null;
    } catch (error) {
      this.error = error;
    }
  }
  async signIn(user: string, password: string, code: string) {
    this.#take(await api.signIn(user, password, code));
    this.ended = false;
  }
  async signOut() {
    await api.signOut();
    this.#close(); // before the address changes, so that no page asks for what is closed
    location.hash = "#/patients";
    await this.refresh();
  }
  forget() {
    if (!this.value?.signed_in || this.value.mode === "single") return;
    this.ended = true;
    this.#close();
  }
  #close() {
    if (this.value) this.value = { ...this.value, signed_in: false, user: "", may: [] };
  }
  #take(session: Session) {
    this.value = session;
    api.setCsrf(session.csrf ?? "");
    if (this.open) void serverStatus.refresh();
  }
}

export const session = new SessionState();
api.onSignedOut(() => session.forget());
