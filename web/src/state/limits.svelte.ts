// Whether the limits of the tool were read on this browser, and when. The number is that of their wording: a new one is shown again.
const key = "aegle.limits.1";

class Limits {
  read = $state(localStorage.getItem(key) !== null);

  confirm() {
    localStorage.setItem(key, new Date().toISOString());
    this.read = true;
  }
}

export const limits = new Limits();
