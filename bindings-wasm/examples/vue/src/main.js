import { createApp } from "vue";
import "dudao/components";
import Portal from "./Portal.vue";

createApp(Portal).mount("#portal");
