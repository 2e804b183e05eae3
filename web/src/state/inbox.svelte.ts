// How many drafts wait for a signature: the number in the bar.
import { getDrafts } from "../api/client";

class Inbox {
  count = $state(0);

  async refresh() {
    try {
      this.count = (await getDrafts(false)).drafts.length;
    } catch {
      // The number is an extra; the screens tell what is wrong.
    }
  }
}

export const inbox = new Inbox();
