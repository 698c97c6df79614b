/** How wide an element is, so that pictures fit phones without shrinking their letters. */
import { onBeforeUnmount, onMounted, type Ref, ref } from "vue";

export function useWidth(element: Readonly<Ref<HTMLElement | null>>): Ref<number> {
  const width = ref(0);
  let observer: ResizeObserver | undefined;
  let frame = 0;
  onMounted(() => {
    observer = new ResizeObserver(([entry]) => {
      cancelAnimationFrame(frame);
      // redrawing at once may change the observed size: browsers report such a loop as an error
      frame = requestAnimationFrame(() => {
        width.value = Math.floor(entry!.contentRect.width);
      });
    });
    observer.observe(element.value!);
  });
  onBeforeUnmount(() => {
    observer?.disconnect();
    cancelAnimationFrame(frame);
  });
  return width;
}
